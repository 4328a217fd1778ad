import type { HelmOptions } from "bunhelm";
import type { Command } from "commander";

/** The flags that say which cluster a sub-command is for. They are Helm's. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly kubeContext?: string;
  readonly namespace?: string;
}

/** Adds these flags. */
export function withClusterFlags(command: Command): Command {
  return command
    .option("--kubeconfig <file>", "the kubeconfig to use; overrides KUBECONFIG")
    .option("--kube-context <name>", "the context to use; overrides HELM_KUBECONTEXT")
    .option("-n, --namespace <name>", "the namespace to use; overrides HELM_NAMESPACE");
}

/** The options of a client for these flags. */
export function clientOptions({ kubeconfig, kubeContext, namespace }: ClusterFlags): HelmOptions {
  return { kubeconfig, kubeContext, namespace };
}
