nginx:
  file:
    - name: /tmp/nginx.conf
