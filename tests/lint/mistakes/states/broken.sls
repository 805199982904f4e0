a:
  test.nop
{% endif %}
