# The native library, the tests, and a compiled tool. Each RUN is a script that CI runs too.
#   docker build --target library --output type=local,dest=dist .
#   docker build --target test --tag bunhelm-test . && docker run --rm bunhelm-test
#   docker build --target example --tag deploy . && docker run --read-only deploy NAME CHART
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY .ci/packages .ci/packages
RUN .ci/packages
COPY . .
RUN --mount=type=cache,target=/root/.cache --mount=type=cache,target=/go/pkg/mod .ci/library

FROM scratch AS library
COPY --from=build /src/lib/linux-*/libbunhelm.so /

FROM build AS test
ENV CI=true
CMD [".ci/run"]

FROM build AS tool
RUN .ci/example /deploy

# No shell, no Bun, no Go. It runs with a read-only root too.
FROM gcr.io/distroless/base-debian12:nonroot AS example
COPY --from=tool /deploy /deploy
USER 65532
ENTRYPOINT ["/deploy"]
