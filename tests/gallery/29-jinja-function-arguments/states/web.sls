nginx:
  test.nop:
    - name: {{ salt["grains.get"]() }}
