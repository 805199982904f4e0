{% from "nginx/map.jinja" import nginx %}
nginx:
  test.nop:
    - name: {{ nginx.port }}
