nginx:
  test.nop: []
{% from "map.jinja" import nginx with context %}
