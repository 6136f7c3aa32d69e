"""What a summary keeps of too much."""

from gostatic.analyses.summary import Acquisition, Site, nearest


def _taken(name: str, depth: int) -> Acquisition:
    site = Site("a.go", 1, 2, "p.f")
    for _ in range(depth):
        site = Site("a.go", 1, 2, "p.f", site)
    return Acquisition(None, name, name, "W", site, (), frozenset())


def test_the_nearest_are_kept() -> None:
    found = [_taken("far", 3), _taken("near", 0), _taken("middle", 1)]
    assert [item.class_ for item in nearest(found, 2)] == ["near", "middle"]


def test_a_choice_once_made_is_kept_while_there_is_too_much() -> None:
    """Or a recursive group would choose anew at every visit and never settle."""
    before = (_taken("far", 3), _taken("near", 0))
    found = [_taken("other", 0), _taken("far", 4), _taken("near", 0), _taken("middle", 1)]
    assert sorted(item.class_ for item in nearest(found, 2, before)) == ["far", "near"]
    assert [item.class_ for item in nearest(found, 4, before)] == ["other", "near", "middle", "far"]
