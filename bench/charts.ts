// The charts that are rendered and installed.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { helmCli, type Scratch } from "./rivals.ts";

/** What `helm create` makes: three objects, a test hook and notes. */
export async function smallChart({ path, env }: Scratch): Promise<string> {
  await helmCli(["create", "small"], env, path);
  return join(path, "small");
}

/** Values with which its Deployment runs no pods: what controllers do is nobody's merit here. */
export const noPods: Record<string, unknown> = { replicaCount: 0 };

/**
 * A chart whose templates and output are both above 1 MB: dashboards and rules as large ConfigMaps,
 * workloads made by ranges and helpers, and definitions as long as those of a CRD. Nothing random.
 */
export function largeChart({ path }: Scratch): string {
  const chart = join(path, "large");
  mkdirSync(join(chart, "templates"), { recursive: true });
  const write = (file: string, text: string): void => writeFileSync(join(chart, file), text);
  const regions = Array.from({ length: 6 }, (_, index) => ({ name: `region-${index}`, replicas: index + 1 }));
  write("Chart.yaml", "apiVersion: v2\nname: large\nversion: 1.0.0\nappVersion: 1.2.3\n");
  write(
    "values.yaml",
    JSON.stringify({ regions, image: { repository: "example/app", tag: "" }, labels: { team: "a" } }),
  );
  write("templates/_helpers.tpl", helpers);
  for (let index = 0; index < 60; index++) write(`templates/dashboard-${index}.yaml`, dashboard(index));
  for (let index = 0; index < 60; index++) write(`templates/workload-${index}.yaml`, workload(index));
  for (let index = 0; index < 30; index++) write(`templates/definition-${index}.yaml`, definition(index));
  return chart;
}

export const helpers = `{{- define "large.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- range $key, $value := .Values.labels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end }}
`;

export function dashboard(index: number): string {
  const panels = Array.from({ length: 40 }, (_, panel) => ({
    title: `panel ${panel}`,
    type: "graph",
    gridPos: { x: (panel % 2) * 12, y: panel * 8, w: 12, h: 8 },
    expr: `sum(rate(requests_total{job="app-${index}",code="${panel}"}[5m])) by (instance)`,
  }));
  const text = JSON.stringify({ title: `dashboard ${index}`, panels }, null, 2).replaceAll("\n", "\n    ");
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-dashboard-${index}
  labels:
    {{- include "large.labels" . | nindent 4 }}
data:
  dashboard.json: |
    ${text}
`;
}

export function workload(index: number): string {
  return `{{- range .Values.regions }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $.Release.Name }}-${index}-{{ .name }}
  labels:
    {{- include "large.labels" $ | nindent 4 }}
spec:
  replicas: {{ .replicas }}
  selector:
    matchLabels:
      app: app-${index}
      region: {{ .name }}
  template:
    metadata:
      labels:
        app: app-${index}
        region: {{ .name }}
        {{- include "large.labels" $ | nindent 8 }}
    spec:
      containers:
        - name: app
          image: "{{ $.Values.image.repository }}:{{ $.Values.image.tag | default $.Chart.AppVersion }}"
          env:
            - name: REGION
              value: {{ .name | quote }}
          resources:
            {{- toYaml (dict "limits" (dict "cpu" "100m" "memory" "64Mi")) | nindent 12 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-${index}-{{ .name }}
  labels:
    {{- include "large.labels" $ | nindent 4 }}
spec:
  selector:
    app: app-${index}
    region: {{ .name }}
  ports:
    - port: {{ add 8000 .replicas }}
      name: http
{{- end }}
`;
}

export function definition(index: number, length = 120): string {
  const fields = Array.from({ length }, (_, field) =>
    [
      `              field${field}:`,
      `                description: What field ${field} of kind ${index} is for, told in as many words as usual.`,
      "                type: object",
      "                properties:",
      "                  enabled:",
      "                    type: boolean",
      "                  limit:",
      "                    type: integer",
      "                    minimum: 0",
    ].join("\n"),
  ).join("\n");
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things${index}.bench.example.com
  labels:
    {{- include "large.labels" . | nindent 4 }}
spec:
  group: bench.example.com
  scope: Namespaced
  names: { kind: Thing${index}, plural: things${index}, singular: thing${index} }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${fields.replaceAll(/^ {14}/gm, "                ")}
`;
}
