"""The pack: the object that the entry point names."""

from gostatic.api import RulePack, pages_beside
from team_rules.goroutine_in_init import RULE

PACK = RulePack(rules=(RULE,), page=pages_beside(__file__))
