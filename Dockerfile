# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS activa
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm AS bouw
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt
COPY . .
COPY --from=activa /app/node_modules node_modules
RUN python -m buurtmonitor.activa \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf node_modules assets

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin buurtmonitor \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data /kluis
COPY --from=bouw /venv /venv
COPY --from=bouw /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BUURTMONITOR_DATA=/data \
    BUURTMONITOR_KLUIS=/kluis \
    BUURTMONITOR_BIND=0.0.0.0:8000
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:buurtmonitor.webserver", "--no-control-socket", "buurtmonitor.wsgi:application"]
