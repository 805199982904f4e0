nginx:
  flie.managed:
    - name: /tmp/nginx.conf
