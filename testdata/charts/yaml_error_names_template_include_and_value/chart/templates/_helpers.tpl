{{- define "broken.labels" -}}
app: {{ .Values.app }}
team: {{ .Values.owner.team }}
{{- end -}}
