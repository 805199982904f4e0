{% set cpus = 0 %}
nginx:
  test.nop:
    - name: {{ 1024 / cpus }}
