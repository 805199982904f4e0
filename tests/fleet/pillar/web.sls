role: web
site:
  port: 80
  greeting: Hello
