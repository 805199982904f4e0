nginx:
  port: 80
 user: www-data
