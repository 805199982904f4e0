{% if grains['os_family'] == 'Debian' %}
apt:
  pkg.installd: []
{% endif %}
