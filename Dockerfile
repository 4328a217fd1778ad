# The native library and the tests, from the same scripts that CI runs.
#   docker build --target library --output type=local,dest=lib/linux-x64 .
#   docker build --target test --tag bunhelm-test . && docker run --rm bunhelm-test
# The base decides which glibc the library needs: an older one reaches older hosts.
ARG GO_IMAGE=golang:1.26-bookworm

FROM ${GO_IMAGE} AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends nodejs npm \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod \
  npx --yes bun@1.4.5 scripts/build.ts library

FROM scratch AS library
COPY --from=build /src/lib/linux-x64/libbunhelm.so /libbunhelm.so

FROM build AS test
ENV CI=true
CMD ["./.ci/run"]
