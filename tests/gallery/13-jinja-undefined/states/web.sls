{% set nginx_port = 8080 %}

nginx:
  test.nop:
    - name: port {{ ngnix_port }}
