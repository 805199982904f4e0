conf:
  file.managd:
    - name: /tmp/nginx.conf
