# gostatic in a small image that needs no Go, no network and no rights:
#   docker build -t gostatic . && docker run --rm --network none -v "$PWD:/code:ro" gostatic check ./...
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY gostatic gostatic
COPY rules rules
RUN python -m venv /opt/gostatic && /opt/gostatic/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=build /opt/gostatic /opt/gostatic
ENV PATH=/opt/gostatic/bin:$PATH PYTHONUNBUFFERED=1 GOSTATIC_CACHE_DIR=off
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin gostatic
USER 10001
WORKDIR /code
ENTRYPOINT ["gostatic"]
CMD ["check", "./..."]
