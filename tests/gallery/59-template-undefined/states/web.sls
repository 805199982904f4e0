conf:
  file.managed:
    - name: /tmp/halite-gallery.conf
    - source: salt://nginx.conf
    - template: jinja
    - context:
        port: 80
