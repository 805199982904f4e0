{% set port = 80 %}
nginx:
  test.nop:
    - name: {{ "port " + port }}
