# syntax=docker/dockerfile:1

# A tested release of Node's LTS line. For a reproducible image, add its digest: …@sha256:….
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && find dist -name '*.map' -delete

FROM ${NODE_IMAGE} AS production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=production /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A numeric user, so that Kubernetes can check that it is not root. It owns no file, because the service writes none.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "dist/workers/probe.js"]
# The same options as in `npm start`. docs/performance.md explains them.
CMD ["node", "--max-semi-space-size=8", "--v8-pool-size=1", "--heap-growing-percent=120", "dist/main.js"]
