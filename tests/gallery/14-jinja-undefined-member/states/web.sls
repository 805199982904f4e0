{% set nginx = {"port": 80, "user": "www-data"} %}
nginx:
  test.nop:
    - name: {{ nginx.prot }}
