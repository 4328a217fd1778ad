// How Go compiles what is in go/helm.
import { join } from "node:path";
import { root } from "./project.ts";

/** `go` takes this go.mod instead of the one in go/helm. */
export const modFile: string = join(root, ".build/helm.mod");

/** Go's own files that are built with others in their place: `go build -overlay`. */
export const overlayFile: string = join(root, ".build/overlay.json");

/** The flags of the helm command, which is built without our hooks. */
export const plainFlags: readonly string[] = [
  "-trimpath",
  "-buildvcs=false",
  "-tags",
  "kustomize_disable_go_plugin_support,netgo,osusergo",
];

/**
 * Build flags of go/helm. Vet, tests and typegen use them too: with any other flags Go compiles
 * Kubernetes once more. Whoever uses them calls hookHelm before.
 * Programs are pie: that is the same code as c-shared.
 */
export const compileFlags: readonly string[] = ["-modfile", modFile, "-overlay", overlayFile, ...plainFlags];
export const programFlags: readonly string[] = ["-buildmode=pie", ...compileFlags];
export const helmEnvironment: Record<string, string> = { CGO_ENABLED: "1", GOWORK: "off" };
