nginx:
  test.nop:
    - name: {{ grains.id }
