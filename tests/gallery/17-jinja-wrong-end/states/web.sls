{% for port in [80, 443] %}
port-{{ port }}:
  test.nop: []
{% endif %}
