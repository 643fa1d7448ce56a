# Two stages: one with Node and the tools, which makes the style sheet and the catalogues; one that runs.
FROM python:3.12-slim AS made
WORKDIR /site
COPY requirements-dev.txt package.json package-lock.json ./
RUN pip install --no-cache-dir --require-hashes -r requirements-dev.txt && npm ci --no-audit --no-fund
COPY . .
# The settings want an environment; nothing is asked of these servers.
RUN npm run build \
 && export PRACTICE=yes SECRET_KEY=only-while-the-image-is-made-and-never-afterwards-used ALLOWED_HOSTS=localhost DATA_DIR=/tmp \
      DATABASE_URL=postgresql://nobody@127.0.0.1/none REDIS_URL=redis://127.0.0.1/0 \
 && python manage.py catalogue compile && python manage.py collectstatic --no-input --verbosity 0

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp BIND=0.0.0.0:8000 DATA_DIR=/data
RUN useradd --system --no-create-home cme && install -d -o cme -g cme -m 0700 /data
WORKDIR /site
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY manage.py ./
COPY cme cme
COPY records records
COPY lhb_ingest lhb_ingest
COPY reporting reporting
COPY templates templates
COPY --from=made /site/locale locale
COPY --from=made /site/staticfiles staticfiles
USER cme
EXPOSE 8000
CMD ["gunicorn", "-c", "python:cme.gunicorn", "cme.wsgi"]
