// Body of the files product_kernels_*.cpp, which define kVectorBytes and kRows before: rows of a block, whose sums
// stay in registers.
namespace {

template <class T, int kHeight>
inline void Block(const T* a, long a_row, long a_column, const T* panel, T* c, long c_row, long columns, long k) {
  typedef T Vector __attribute__((vector_size(kVectorBytes)));
  constexpr long kLanes = kVectorBytes / sizeof(T);
  Vector sums[kHeight][2] = {};
  for (long l = 0; l < k; ++l) {
    Vector b0, b1;
    __builtin_memcpy(&b0, panel + l * 2 * kLanes, sizeof(b0));
    __builtin_memcpy(&b1, panel + (l * 2 + 1) * kLanes, sizeof(b1));
    for (int r = 0; r < kHeight; ++r) {
      const T x = a[r * a_row + l * a_column];
      sums[r][0] += b0 * x;
      sums[r][1] += b1 * x;
    }
  }
  for (int r = 0; r < kHeight; ++r) {
    T* row = c + r * c_row;
    // A copy: the sums themselves must have no address, or they leave the registers.
    Vector line[2] = {sums[r][0], sums[r][1]};
    if (columns == 2 * kLanes) {
      Vector old[2];
      __builtin_memcpy(old, row, sizeof(old));
      line[0] += old[0];
      line[1] += old[1];
      __builtin_memcpy(row, line, sizeof(line));
    } else {
      T elements[2 * kLanes];
      __builtin_memcpy(elements, line, sizeof(line));
      for (long j = 0; j < columns; ++j) row[j] += elements[j];
    }
  }
}

template <class T>
inline void Rows(const T* a, long a_row, long a_column, const T* panel, T* c, long c_row, long columns, long m,
                 long k) {
  long i = 0;
  for (; i + kRows <= m; i += kRows)
    Block<T, kRows>(a + i * a_row, a_row, a_column, panel, c + i * c_row, c_row, columns, k);
  for (; i + 4 <= m; i += 4) Block<T, 4>(a + i * a_row, a_row, a_column, panel, c + i * c_row, c_row, columns, k);
  for (; i < m; ++i) Block<T, 1>(a + i * a_row, a_row, a_column, panel, c + i * c_row, c_row, columns, k);
}

}  // namespace
