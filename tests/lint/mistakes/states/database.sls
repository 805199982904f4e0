db:
  test.nop:
    - name: {{ pillar['db']['name'] }}
