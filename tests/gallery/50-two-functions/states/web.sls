nginx:
  file:
    - managed
    - absent
    - name: /tmp/nginx.conf
