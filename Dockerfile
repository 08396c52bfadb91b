# The Telegram bot in a container:
#   docker build -t springboard-assistant .
#   docker run -d --restart unless-stopped --env-file .env -v springboard:/data springboard-assistant
FROM python:3.11-slim

# A package index with builds of torch for the CPU alone makes the image several GB smaller:
#   docker build --build-arg PIP_EXTRA_INDEX_URL=<address of that index> .
ARG PIP_EXTRA_INDEX_URL=

WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY knowledge ./knowledge
COPY index ./index
COPY bot ./bot
COPY scripts ./scripts
RUN pip install --no-cache-dir --disable-pip-version-check -c constraints.txt -e ".[postgres]" \
    && python -m compileall -q knowledge index bot scripts \
    && useradd --create-home --uid 1000 springboard \
    && install -d -m 700 -o springboard /data

USER springboard
ENV DATA_DIR=/data PYTHONUNBUFFERED=1 WEBHOOK_LISTEN=0.0.0.0
VOLUME /data
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
