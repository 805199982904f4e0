{% from "map.jinja" import ngnix with context %}
nginx:
  test.nop:
    - name: {{ ngnix.port }}
