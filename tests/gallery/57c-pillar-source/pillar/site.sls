site:
  port: 80
