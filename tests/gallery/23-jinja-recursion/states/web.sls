{% macro path(name) %}/{{ path(name) }}{% endmacro %}
nginx:
  test.nop:
    - name: {{ path("x") }}
