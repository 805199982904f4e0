nginx:
  test.nop:
    - name: {{ salt["pillar.get"]("nginx").port }}
