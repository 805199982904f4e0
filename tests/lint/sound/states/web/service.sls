# Is included only: what it requires is declared where it is.
web-service:
  service.running:
    - name: web
    - enable: __slot__:salt:test.true()
    - require:
      - file: /etc/web.conf
