include:
  - .package
  - .service

/etc/web.conf:
  file.managed:
    - source:
      - salt://web/{{ grains['id'] }}.conf
      - salt://web/web.conf
    - mode: 644
    - template: jinja
    - context:
        port: {{ pillar['port'] }}
    - require:
      - pkg: web
    - watch_in:
      - service: web-service
    - order: last
    - unless: test -e /etc/web.off
    - retry: {attempts: 3}
