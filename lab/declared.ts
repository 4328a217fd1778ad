// Each call rejects only with codes that its verb declares in go/helm/internal/verbs/table.go: what the pages and comments
// say is so. bunfig.toml loads this before tests.
import { afterAll, expect } from "bun:test";
import { HelmError } from "../src/index.ts";
import { internal } from "./internal.ts";

afterAll(async () => {
  const { codes } = await internal("internal.undeclared").catch((error: unknown) => {
    if (HelmError.is(error, "ERR_HELM_LIBRARY_NOT_FOUND")) return { codes: [] }; // not built: no verb has run
    throw error;
  });
  expect(codes, "verbs that have rejected with a code that they do not declare").toEqual([]);
});
