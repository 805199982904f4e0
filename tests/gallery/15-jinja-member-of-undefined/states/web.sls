nginx:
  test.nop:
    - name: {{ pillar.nginx.port }}
