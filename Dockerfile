# The Telegram bot in a container:
#   docker build -t springboard-assistant .
#   docker run -d --restart unless-stopped --env-file .env -v springboard:/data springboard-assistant
# The tag tells people what it is; the digest is what is taken, since a tag can be moved. docs/team.md tells how to renew it.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d
FROM ${PYTHON_IMAGE}

# A package index with builds of torch for the CPU alone makes the image several GB smaller:
#   docker build --build-arg PIP_EXTRA_INDEX_URL=<address of that index> .
ARG PIP_EXTRA_INDEX_URL=
ARG PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# A font with Chinese characters, for the pictures of pages.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY locks/*.txt ./locks/
# Only what is locked, and only with the checksum that it had when it was locked; see Makefile.
RUN pip install --no-deps --require-hashes -r locks/bot.txt \
    && (pip install --no-deps --require-hashes -r locks/torch-cpu.txt \
        || pip install --no-deps --require-hashes -r locks/torch.txt)
COPY pyproject.toml README.md LICENSE ./
COPY knowledge ./knowledge
COPY index ./index
COPY bot ./bot
COPY scripts ./scripts
RUN pip install --no-deps --no-build-isolation --check-build-dependencies -e . && pip check \
    && python -m compileall -q knowledge index bot scripts \
    && useradd --create-home --uid 1000 springboard \
    && install -d -m 700 -o springboard /data

USER springboard
ENV DATA_DIR=/data PYTHONUNBUFFERED=1 WEBHOOK_LISTEN=0.0.0.0
VOLUME /data
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
