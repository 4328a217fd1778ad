// Each call rejects only with codes that its verb declares in go/helm/internal/verbs/table.go: what the pages and comments
// say is so. bunfig.toml loads this before tests.
import { afterAll, expect } from "bun:test";
import { internal } from "./internal.ts";

afterAll(async () => {
  const { codes } = await internal("internal.undeclared");
  expect(codes, "verbs that have rejected with a code that they do not declare").toEqual([]);
});
