nginx:
  file.managed:
    - name: !path /etc/nginx.conf
