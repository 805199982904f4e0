nginx:
  test.nop: []
{% if grains.os == "Debian" %}
debian:
  test.nop: []
