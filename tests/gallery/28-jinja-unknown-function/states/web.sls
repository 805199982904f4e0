nginx:
  test.nop:
    - name: {{ salt["grains.gte"]("os") }}
