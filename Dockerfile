# Builds the pages, then the binary with the pages inside, then a small image without root.

FROM node:22-bookworm-slim AS pages
WORKDIR /build/liff
COPY liff/package.json liff/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY liff/ ./
RUN npm run build

FROM rust:1.95-bookworm AS binary
WORKDIR /build
COPY . .
COPY --from=pages /build/liff/dist liff/dist
# Without the feature `rehearsal`: no simulator and no made-up people in production.
RUN cargo build --release --locked --bin sesshu

# Debian 13 for its PostgreSQL 17: pg_dump, which takes the backups, has to be as new as the server.
FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home sesshu
COPY --from=binary /build/target/release/sesshu /usr/local/bin/sesshu
USER sesshu
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s CMD ["sesshu", "healthcheck"]
ENTRYPOINT ["sesshu"]
CMD ["serve"]
