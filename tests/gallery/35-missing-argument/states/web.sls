nginx:
  file.symlink:
    - name: /tmp/nginx.conf
