nginx:
  file.managd:
    - name: /tmp/nginx.conf
