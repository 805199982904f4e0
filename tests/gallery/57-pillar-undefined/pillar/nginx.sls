nginx:
  port: 80
  host: {{ grain.id }}
