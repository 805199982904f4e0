{% load_yaml as nginx %}
port: 80
user: www: data
{% endload %}
nginx:
  test.nop:
    - name: {{ nginx.port }}
