nginx:
  file.managed:
    - name: /etc/nginx.conf
    - context: *defaults
