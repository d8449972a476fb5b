# Convergent in a container. As it is, the demo profile: CDS Hooks service, SMART app, demo EHR with
# synthetic patients.
#
#   docker build -t convergent .
#   docker run --rm -p 127.0.0.1:3000:3000 convergent
#
# The demo profile knows no authentication and so, on a machine, listens on loopback only. In a
# container loopback reaches nobody: here it listens on all addresses of the container's own network,
# and what of that is published is decided by `-p`. Publish it on 127.0.0.1, as above.
#
# CONVERGENT_PROFILE=production and what it asks for make the same image serve a hospital:
# docs/deployment.md, deploy/.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY services ./services
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Convergent" \
      org.opencontainers.image.description="Decision support for resistance to targeted cancer therapy" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY services/cds-hooks/openapi.json ./services/cds-hooks/openapi.json
COPY services/cds-hooks/trust/clients.schema.json ./services/cds-hooks/trust/clients.schema.json
COPY services/demo-ehr/stories ./services/demo-ehr/stories
COPY services/knowledge-pages/style ./services/knowledge-pages/style
COPY rules ./rules

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    CONVERGENT_DEMO_BIND_ANY=1 \
    CONVERGENT_DATA=/data
# Nothing is written but here: the root file system can be read-only.
RUN install -d -o node -g node -m 700 /data
VOLUME /data
# By number, so that a platform can see that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would not pass the signals to stop on and to load rules on.
# Each thread collects its own memory, and seldom: see docs/performance.md.
CMD ["node", "--single-threaded-gc", "--max-semi-space-size=32", "--enable-source-maps", "dist/services/cds-hooks/main.js"]
