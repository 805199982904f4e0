conf:
  file.managed:
    - name: /tmp/halite-gallery.conf
    - source: salt://nginx.cnof
