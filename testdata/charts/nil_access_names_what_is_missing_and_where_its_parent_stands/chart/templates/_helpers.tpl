{{- define "shop.tls" -}}
secret: {{ .Values.ingress.tls.secret }}
{{- end -}}
