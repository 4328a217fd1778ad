{{/* What selects the pods of one part: (dict "root" $ "part" "store"). */}}
{{- define "web.selector" -}}
app.kubernetes.io/name: {{ .part }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* The labels of everything that belongs to one part. */}}
{{- define "web.labels" -}}
{{ include "web.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}
