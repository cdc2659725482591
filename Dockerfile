# One image for every part: compose.yaml says which part a container is.
FROM python:3.11.14-slim-bookworm AS packages
WORKDIR /decorum
COPY requirements.txt .
RUN python -m venv /decorum/.venv \
    && .venv/bin/pip install --require-hashes --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11.14-slim-bookworm
ENV PATH=/decorum/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DECORUM_VAR=/var/lib/decorum
RUN groupadd --system --gid 10001 decorum \
    && useradd --system --uid 10001 --gid decorum --no-create-home --shell /usr/sbin/nologin decorum \
    && install --directory --owner=decorum --group=decorum --mode=0700 /var/lib/decorum
WORKDIR /decorum
COPY --from=packages /decorum/.venv .venv
COPY . .
# The sources and what is made of them belong to root: what runs here cannot change them.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --noinput --verbosity=0
USER 10001:10001
EXPOSE 8000
# The web server answers; the other parts say in compose.yaml how they are looked at.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "launcher.healthz", "8000"]
CMD ["gunicorn", "config.wsgi:application", "--workers=2", "--threads=4", "--max-requests=20000", "--max-requests-jitter=2000", "--graceful-timeout=5", "--no-control-socket", "--logger-class=config.logs.gunicorn.PlainLogger", "--bind=0.0.0.0:8000"]
