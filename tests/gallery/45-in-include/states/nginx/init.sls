include:
  - nginx.conf
